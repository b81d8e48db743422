import React from 'react';
import type { Field, LinkModel } from '@grafana/data';
import { LinkButton } from '@grafana/ui';
import { hidden, words } from './words';

/** The data links that a dashboard's author set on a field, as links. */
export function FieldLinks({ links }: { readonly links: ReadonlyArray<LinkModel<Field>> }): React.ReactElement {
  return (
    <>
      {links.map(({ href, title, target, onClick }, i) => (
        <LinkButton
          key={i} href={href} target={target} rel="noreferrer" size="sm" variant="primary" fill="text" icon={target === '_blank' ? 'external-link-alt' : 'link'} data-testid="spiketrace-link"
          onClick={onClick && ((event: React.MouseEvent) => {
            if (!(event.ctrlKey || event.metaKey || event.shiftKey)) {
              event.preventDefault();
              onClick(event);
            }
          })}
        >
          {hidden(title || href || words.link)}
        </LinkButton>
      ))}
    </>
  );
}
