import React from 'react';
import DOMPurify from 'dompurify';

export class Box extends React.Component {
  render() {
    const { id, placeholder } = this.props;
    return <label id={id}><span dangerouslySetInnerHTML={{ __html: placeholder }} /></label>; // expect: code-page-markup
  }
}

export const Title = ({ title }) => <h1 dangerouslySetInnerHTML={{ __html: title }} />; // expect: code-page-markup

export function Hint(props) {
  return <i dangerouslySetInnerHTML={{ __html: props.tooltip }} />; // expect: code-page-markup
}

// What it is, its name says.
export const Page = ({ html }) => <div dangerouslySetInnerHTML={{ __html: html }} />; // ok: code-page-markup

export const Clean = ({ title }) => <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(title) }} />; // ok: code-page-markup

export const Text = ({ title }) => <h1>{title}</h1>; // ok: code-page-markup

const LABEL = '<b>new</b>';
export const Fixed = () => <b dangerouslySetInnerHTML={{ __html: LABEL }} />; // ok: code-page-markup
