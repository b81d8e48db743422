import React from 'react';
import { render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

vi.mock('@grafana/runtime', async (real) => ({
  ...(await real<object>()),
  PluginPage: ({ children }: { readonly children: React.ReactNode }) => <main>{children}</main>,
  config: { appSubUrl: '/grafana' },
}));
const { HowItWorks } = await import('../../src/app');

describe('the page of the app', () => {
  it('leads to the investigation, also below a sub-path', () => {
    render(<HowItWorks />);
    expect(screen.getByText('Open the investigation').closest('a')?.getAttribute('href')).toBe('/grafana/d/spiketrace-investigation');
  });

  it('says that it only reads and that it proves no cause', () => {
    render(<HowItWorks />);
    expect(document.body.textContent).toMatch(/writes nothing to InfluxDB/);
    expect(document.body.textContent).toMatch(/proves no cause/);
  });
});
