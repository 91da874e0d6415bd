import { CopyButton } from '../../components/CopyButton.tsx';

/** The address at which clients get a server's tools, or those of all. */
export function Gateway({ path, about, lead }: { path: string; about: string; lead: string }) {
  const address = `${window.location.origin}${path}`;
  return (
    <p className="row" title={lead}>
      <code className="address">{address}</code>
      <CopyButton text={address} of={about} />
      <span className="quiet">{about}</span>
    </p>
  );
}
