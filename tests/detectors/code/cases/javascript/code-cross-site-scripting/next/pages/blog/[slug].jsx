import { useRouter } from "next/router";

export default function Page({ markup, number }) {
  const router = useRouter();
  return (
    <div>
      <p dangerouslySetInnerHTML={{ __html: markup }} /> {/* expect: code-cross-site-scripting */}
      <p dangerouslySetInnerHTML={{ __html: number }} /> {/* ok: code-cross-site-scripting */}
      <p dangerouslySetInnerHTML={{ __html: router.query.about }} /> {/* expect: code-cross-site-scripting */}
      <p>{router.query.about}</p> {/* ok: code-cross-site-scripting */}
    </div>
  );
}

export async function getServerSideProps(context) {
  return { props: { markup: context.query.markup, number: Number(context.query.number) } };
}
