/** A reading that hops: two arcs and where it lands. */
export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <g fill="none" stroke="var(--accent)" strokeWidth="2.2" strokeLinecap="round">
        <path d="M2 15.5V12a3.6 3.6 0 0 1 7.2 0v3.5" />
        <path d="M9.2 15.5V9a4.2 4.2 0 0 1 8.4 0v6.5" />
      </g>
      <circle cx="17.6" cy="16" r="1.9" fill="var(--accent)" />
    </svg>
  );
}
