import { exec } from 'child_process';

export default async function Page({ searchParams }) {
  exec('ls ' + searchParams.folder); // expect: code-command-injection
  return <p>{searchParams.folder}</p>;
}
