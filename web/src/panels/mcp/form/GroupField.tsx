import { useTexts } from '../../../texts/index.ts';
import { ABSENT } from './draft.ts';
import type { Field } from './field.ts';
import type { FieldProps } from './field-props.ts';
import { jsonText } from './json-text.ts';
import { TEXTS } from './texts.ts';

const LONGEST = 500;

/** The properties of an object, those that are needed first. */
export function GroupField({
  field,
  draft,
  path,
  problems,
  onChange,
  View,
}: FieldProps & { field: Field & { kind: 'group' } }) {
  const texts = useTexts(TEXTS);
  const group = draft.is === 'group' ? draft : { is: 'group' as const, members: new Map(), more: new Map() };
  const more = group.more.size === 0 ? null : (jsonText(Object.fromEntries(group.more)) ?? '…');
  return (
    <div className="fields">
      {field.members.map((member) => (
        <View
          View={View}
          key={member.name}
          label={member.name}
          field={member.field}
          required={member.required}
          draft={group.members.get(member.name) ?? ABSENT}
          path={[...path, member.name]}
          problems={problems}
          onChange={(next) => onChange({ ...group, members: new Map(group.members).set(member.name, next) })}
        />
      ))}
      {more !== null && (
        <p className="small quiet">
          {texts.moreProperties} <code>{more.length > LONGEST ? `${more.slice(0, LONGEST)}…` : more}</code>
        </p>
      )}
    </div>
  );
}
