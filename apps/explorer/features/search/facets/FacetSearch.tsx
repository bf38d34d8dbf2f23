import { useEffect, useRef } from 'react';
import controls from '../../../ui/controls/controls.module.css';
import styles from './facets.module.css';

interface FacetSearchProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly onClose: () => void;
}

export function FacetSearch({ label, text, onChange, onClose }: FacetSearchProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  useEffect(() => inputRef.current?.focus(), []);
  return (
    <input
      ref={inputRef}
      type="search"
      className={`${controls.input} ${styles.search}`}
      aria-label={`Find in ${label}`}
      placeholder="contains…"
      value={text}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    />
  );
}
