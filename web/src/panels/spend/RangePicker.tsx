import { changeParams } from '../../app/location.ts';
import { useTexts } from '../../texts/index.ts';
import { Choice } from './Choice.tsx';
import { RANGES, type Range, type RangeName } from './range.ts';
import { TEXTS } from './texts.ts';

function DayInput({ label, value, onChange }: { label: string; value: string; onChange(day: string): void }) {
  return (
    <label className="row">
      <span className="small quiet">{label}</span>
      <input
        className="input"
        type="date"
        value={value}
        onChange={(event) => event.target.value !== '' && onChange(event.target.value)}
      />
    </label>
  );
}

/** Which days the page is about. */
export function RangePicker({ range }: { range: Range }) {
  const texts = useTexts(TEXTS);
  const { name, firstDay, lastDay } = range;
  const choose = (next: RangeName): void =>
    changeParams({
      range: next,
      from: next === 'custom' ? (firstDay ?? lastDay) : null,
      to: next === 'custom' ? lastDay : null,
      elsewhere: null,
    });
  const change = (ends: { from?: string; to?: string }): void =>
    changeParams({ from: firstDay, to: lastDay, ...ends, elsewhere: null }, { replace: true });
  return (
    <div className="row">
      <Choice
        label={texts.range}
        options={RANGES}
        value={name}
        nameOf={(one) => texts.ranges[one]}
        onChange={choose}
      />
      {name === 'custom' && (
        <>
          <DayInput label={texts.fromDay} value={firstDay ?? ''} onChange={(from) => change({ from })} />
          <DayInput label={texts.toDay} value={lastDay} onChange={(to) => change({ to })} />
        </>
      )}
    </div>
  );
}
