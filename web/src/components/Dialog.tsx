import * as Radix from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/index.ts';
import { TEXTS } from './texts.ts';

export interface DialogProps {
  open: boolean;
  onClose(): void;
  title: string;
  /** For what is read rather than answered. */
  wide?: boolean;
  children: ReactNode;
}

/** A window over the page: keeps the focus in, gives it back when it closes, closes with Esc. */
export function Dialog({ open, onClose, title, wide = false, children }: DialogProps) {
  const texts = useTexts(TEXTS);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="overlay" />
        <Radix.Content className={wide ? 'dialog wide' : 'dialog'} aria-describedby={undefined}>
          <div className="panel-head">
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close className="button plain square spread" aria-label={texts.close}>
              <X size={16} aria-hidden="true" />
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
