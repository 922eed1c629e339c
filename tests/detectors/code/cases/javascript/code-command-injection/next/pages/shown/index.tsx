import { exec } from 'child_process';

export async function getServerSideProps(context) {
  exec('ls ' + context.query.folder); // expect: code-command-injection
  exec('ls ' + context.locale); // ok: code-command-injection
  return { props: {} };
}
