const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`;
const [file, name] = process.env._HANDLER.split(".");
const handler = (await import(`${process.env.LAMBDA_TASK_ROOT}/${file}.js`))[name];
for (;;) {
  const event = await fetch(`${api}invocation/next`);
  const request = event.headers.get("lambda-runtime-aws-request-id");
  const answer = await handler(await event.json(), {});
  await fetch(`${api}invocation/${request}/response`, { method: "POST", body: JSON.stringify(answer) });
}
