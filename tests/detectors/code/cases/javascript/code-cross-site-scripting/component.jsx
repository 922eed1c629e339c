import React from 'react';
import DOMPurify from 'dompurify';
import { useLocation, useParams } from 'react-router-dom';

export function Page() {
  const { search } = useLocation();
  const params = useParams();
  const next = new URLSearchParams(search).get('next');
  return (
    <div>
      <p dangerouslySetInnerHTML={{ __html: params.text }} /> {/* expect: code-cross-site-scripting */}
      <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(params.text) }} /> {/* ok: code-cross-site-scripting */}
      <p>{params.text}</p> {/* ok: code-cross-site-scripting */}
      <a href={next}>on</a> {/* expect: code-cross-site-scripting */}
      <a href={`/items/${params.id}`}>on</a> {/* ok: code-cross-site-scripting */}
    </div>
  );
}
