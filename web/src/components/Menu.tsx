import * as Radix from '@radix-ui/react-dropdown-menu';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

export interface MenuItem {
  key: string;
  label: ReactNode;
  /** What it is called where the label is more than text. */
  text?: string;
  onSelect(): void;
  danger?: boolean;
  disabled?: boolean;
}

export interface MenuProps {
  label: ReactNode;
  /** The name of the button where its label does not say it. */
  name?: string;
  items: readonly MenuItem[];
  /** Below the items, under a rule: a place to go on, for example. */
  last?: readonly MenuItem[];
}

function Item({ item }: { item: MenuItem }) {
  return (
    <Radix.Item
      className={item.danger ? 'menu-item bad' : 'menu-item'}
      textValue={item.text}
      disabled={item.disabled}
      onSelect={item.onSelect}
    >
      {item.label}
    </Radix.Item>
  );
}

/** A button with a list of things to do. */
export function Menu({ label, name, items, last = [] }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger className="button" aria-label={name}>
        {label}
        <ChevronDown size={14} aria-hidden="true" />
      </Radix.Trigger>
      {/* Within the page's landmarks, as everything else. */}
      <Radix.Portal container={document.getElementById('content')}>
        <Radix.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
          {last.length > 0 && <Radix.Separator className="menu-rule" />}
          {last.map((item) => (
            <Item key={item.key} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
