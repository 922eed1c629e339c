// What a component remembers is what its function makes.
import React, { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import DOMPurify from 'dompurify';

export function Clean() {
  const [params] = useSearchParams();
  const text = params.get('text') ?? 'none';
  const html = useMemo(() => DOMPurify.sanitize(text), [text]);
  return <div dangerouslySetInnerHTML={{ __html: html }} />; // ok: code-cross-site-scripting
}

export function Raw() {
  const [params] = useSearchParams();
  const text = params.get('text') ?? 'none';
  const html = useMemo(() => `<b>${text}</b>`, [text]);
  return <div dangerouslySetInnerHTML={{ __html: html }} />; // expect: code-cross-site-scripting
}
