// Runs a Node.js function: asks the Runtime API for events, calls the handler, tells what came of it.
//
// What programs can see of this - errors, traces, the context, log lines - is as AWS's own has it.
// Nothing but Node.js's own modules, from 18 on.

import fs from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import util from "node:util";

const RUNTIME = "/2018-06-01/runtime/";
const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");
const PRELUDE = "application/vnd.awslambda.http-integration-response";
const JSON_LOGS = (process.env.AWS_LAMBDA_LOG_FORMAT ?? "").toUpperCase() === "JSON";
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const LEAST = JSON_LOGS ? Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL ?? "TRACE").toUpperCase())) : 0;
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const userAgent = `aws-lambda-nodejs/${process.version}`;

let current;

// Errors of the runtime's own have AWS's names.
function fault(name, reason) {
  const error = new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : reason);
  if (reason instanceof Error) {
    error.stack = reason.stack?.replace(/^[^\n]*/, `Runtime.${name}: ${error.message}`);
  }
  error.name = `Runtime.${name}`;
  return error;
}

function isError(value) {
  return util.types.isNativeError(value) || (value?.name && value.message && value.stack);
}

// As the Runtime API is told.
function told(error) {
  try {
    if (isError(error)) {
      return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    const errorMessage =
      "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";
    return { errorType: "handled", errorMessage, trace: [] };
  }
}

// As the log shows it: with what else the error has.
function shown(error) {
  const { errorType, errorMessage, trace } = told(error);
  const more = isError(error) ? Object.fromEntries(Object.entries(error).filter(([name]) => name !== "name")) : {};
  try {
    return `\t${JSON.stringify({ errorType, errorMessage, ...more, stack: trace })}`;
  } catch {
    return `\t${JSON.stringify({ errorType, errorMessage, stack: trace })}`;
  }
}

// One call is one event of the log: lines in it end as AWS's own sandboxes end them.
function log(level, parts) {
  if (LEVELS.indexOf(level) < LEAST) return;
  const now = new Date().toISOString();
  const line = JSON_LOGS ? inJson(now, level, parts) : `${now}\t${current}\t${level}\t${util.format(...parts)}`;
  process.stdout.write(`${line.replace(/\n/g, "\r")}\n`);
}

function inJson(timestamp, level, parts) {
  const result = { timestamp, level, requestId: current };
  const error = parts.find((part) => part instanceof Error);
  if (error) {
    result.errorType = error.name;
    result.errorMessage = error.message;
    result.stackTrace = error.stack?.split("\n").slice(1) ?? [];
  }
  const inside = (_, value) => (value instanceof Error ? { errorType: value.name, errorMessage: value.message, stackTrace: value.stack?.split("\n").slice(1) ?? [] } : value);
  try {
    return JSON.stringify({ ...result, message: parts.length === 1 ? parts[0] : util.format(...parts) }, inside);
  } catch {
    return JSON.stringify({ ...result, message: util.format(...parts) });
  }
}

function patchConsole() {
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE", fatal: "FATAL" };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...parts) => log(level, parts);
  }
}

function ask(method, where, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: RUNTIME + where, headers: { "User-Agent": userAgent, ...headers } };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts);
        if (response.statusCode < 400) return resolve({ headers: response.headers, body: text });
        reject(new Error(`the Runtime API answered ${response.statusCode} to ${where}: ${text}`));
      });
    });
    request.on("error", reject);
    if (body === undefined) return request.end();
    request.setHeader("Content-Length", Buffer.byteLength(body));
    request.end(body);
  });
}

function fail(where, error) {
  const body = JSON.stringify(told(error));
  const { errorType } = told(error);
  const headers = { "Content-Type": "application/json", "Lambda-Runtime-Function-Error-Type": errorType };
  return ask("POST", where, { headers, body });
}

// The module of a handler: CommonJS or ES, by its ending and its package.
async function load(root, folder, name) {
  const base = path.resolve(root, folder, name);
  const found = ["", ".js", ".mjs", ".cjs"].map((ending) => base + ending).find((file) => fs.statSync(file, { throwIfNoEntry: false })?.isFile());
  const require = createRequire(path.join(root, "noop.js"));
  if (!found) {
    const paths = [root, path.resolve(root, folder)];
    return require(require.resolve(name, { paths }));
  }
  if (found.endsWith(".mjs") || (found.endsWith(".js") && isModule(path.dirname(found)))) {
    return import(pathToFileURL(found).href);
  }
  try {
    return require(found);
  } catch (error) {
    // Written as an ES module without saying so: newer versions look.
    if (found.endsWith(".js") && error.code === "ERR_REQUIRE_ESM") return import(pathToFileURL(found).href);
    throw error;
  }
}

function isModule(folder) {
  for (;;) {
    try {
      return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8")).type === "module";
    } catch (error) {
      if (error.code !== "ENOENT") return false;
    }
    const above = path.dirname(folder);
    if (above === folder) return false;
    folder = above;
  }
}

async function findHandler(root, whole) {
  if (whole.includes("..")) {
    const why = `'${whole}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`;
    throw fault("MalformedHandlerName", why);
  }
  const last = path.basename(whole);
  const folder = whole.substring(0, whole.indexOf(last));
  const parts = /^([^.]*)\.(.*)$/.exec(last);
  if (!parts) throw fault("MalformedHandlerName", "Bad handler");
  const [, name, member] = parts;
  let module;
  try {
    module = await load(root, folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) throw fault("UserCodeSyntaxError", error);
    if (["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"].includes(error?.code)) throw fault("ImportModuleError", error);
    throw error;
  }
  const within = (from) => member.split(".").reduce((object, key) => object?.[key], from);
  const handler = within(module) ?? within(module?.default);
  if (!handler) throw fault("HandlerNotFound", `${whole} is undefined or not exported`);
  if (typeof handler !== "function") throw fault("HandlerNotFound", `${whole} is not a function`);
  return handler;
}

function contextOf(headers, control) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const given = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  const environment = process.env;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return control.waits;
    },
    set callbackWaitsForEmptyEventLoop(waits) {
      control.waits = waits;
    },
    succeed: (result) => control.settle(null, result),
    fail: (error) => control.settle(error ?? "handled"),
    done: (error, result) => control.settle(error, result),
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: given("lambda-runtime-client-context"),
    identity: given("lambda-runtime-cognito-identity"),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    tenantId: headers["lambda-runtime-aws-tenant-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

// Called when nothing is left to do: what a callback waits for, or a handler that never answered.
let whenIdle;
process.on("beforeExit", () => whenIdle?.());

// Until the handler has answered: by a promise, by its callback, or by having nothing left to do.
function called(handler, event, headers) {
  return new Promise((resolve, reject) => {
    let settled = false;
    const finish = (error, result) => {
      whenIdle = undefined;
      if (error !== null && error !== undefined) reject(error);
      else resolve(result);
    };
    const control = {
      waits: true,
      settle(error, result) {
        if (settled) return;
        settled = true;
        finish(error, result);
      },
    };
    const callback = (error, result) => {
      if (settled) return;
      settled = true;
      if (control.waits) whenIdle = () => finish(error, result);
      else finish(error, result);
    };
    whenIdle = () => control.settle(null, null);
    const result = handler(event, contextOf(headers, control), callback);
    if (typeof result?.then === "function") {
      result.then((value) => control.settle(null, value), (error) => control.settle(error ?? "handled"));
    }
  });
}

async function answer(handler, request, event, headers) {
  const result = await called(handler, event, headers);
  let body;
  try {
    body = JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
  await ask("POST", `invocation/${request}/response`, { headers: { "Content-Type": "application/json" }, body });
}

// A stream that is sent as it is written; an error after the first byte comes as a trailer.
function responseStream(request) {
  const stream = new PassThrough();
  let contentType = "application/octet-stream";
  let started;
  let trailers;
  stream.setContentType = (type) => {
    contentType = type;
  };
  const start = () => {
    started ??= new Promise((resolve, reject) => {
      const headers = {
        "User-Agent": userAgent,
        "Content-Type": contentType,
        "Lambda-Runtime-Function-Response-Mode": "streaming",
        "Transfer-Encoding": "chunked",
        Trailer: ["Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-Error-Body"],
      };
      const where = `${RUNTIME}invocation/${request}/response`;
      const out = http.request({ host, port, agent, method: "POST", path: where, headers }, (response) => {
        response.resume();
        response.on("end", resolve);
      });
      out.on("error", reject);
      stream.on("end", () => {
        if (trailers) out.addTrailers(trailers);
        out.end();
      });
      stream.pipe(out, { end: false });
    });
    return started;
  };
  const write = stream.write.bind(stream);
  const end = stream.end.bind(stream);
  stream.write = (...parts) => {
    start();
    return write(...parts);
  };
  stream.end = (...parts) => {
    start();
    return end(...parts);
  };
  const fails = (error) => {
    const body = JSON.stringify(told(error));
    trailers = [
      ["Lambda-Runtime-Function-Error-Type", told(error).errorType],
      ["Lambda-Runtime-Function-Error-Body", Buffer.from(body).toString("base64")],
    ];
    return end();
  };
  return { stream, isStarted: () => started !== undefined, finished: () => start(), fails };
}

async function stream(handler, request, event, headers) {
  const out = responseStream(request);
  const control = { waits: false, settle() {} };
  try {
    await handler(event, out.stream, contextOf(headers, control));
  } catch (error) {
    if (!out.isStarted()) throw error;
    logError("Invoke Error", error);
    if (!out.stream.writableEnded) out.fails(error);
    return out.finished();
  }
  if (!out.stream.writableEnded) out.stream.end();
  await out.finished();
}

globalThis.awslambda = {
  streamifyResponse(handler, options) {
    handler[STREAMING] = "response";
    if (options?.highWaterMark) handler[Symbol.for("aws.lambda.runtime.handler.streaming.highWaterMark")] = options.highWaterMark;
    return handler;
  },
  HttpResponseStream: {
    from(stream, prelude) {
      stream.setContentType(PRELUDE);
      stream.write(JSON.stringify(prelude));
      stream.write(new Uint8Array(8));
      return stream;
    },
  },
};

function logError(title, error) {
  if (JSON_LOGS) log("ERROR", [isError(error) ? error : title]);
  else log("ERROR", [title, shown(error)]);
}

// What nobody caught ends the process, after the one who waits was told.
function lastWords() {
  const end = (title, error, code) => {
    logError(title, error);
    const where = current ? `invocation/${current}/error` : "init/error";
    // The connection in use may be busy with the answer that will not come.
    agent.maxSockets = 2;
    fail(where, error).catch(() => {}).finally(() => process.exit(code));
  };
  process.on("uncaughtException", (error) => end("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason, promise) => {
    const error = fault("UnhandledPromiseRejection", String(reason));
    Object.assign(error, { reason, promise });
    if (reason instanceof Error) error.stack = `${error.name}: ${error.message}\n${reason.stack}`;
    end("Unhandled Promise Rejection", error, 128);
  });
}

async function main() {
  patchConsole();
  lastWords();
  let handler;
  try {
    handler = await findHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    logError("Uncaught Exception", error);
    await fail("init/error", error);
    process.exit(1);
  }
  for (;;) {
    const { headers, body } = await ask("GET", "invocation/next");
    const request = headers["lambda-runtime-aws-request-id"];
    current = request;
    const trace = headers["lambda-runtime-trace-id"];
    if (trace) process.env._X_AMZN_TRACE_ID = trace;
    else delete process.env._X_AMZN_TRACE_ID;
    try {
      const run = handler[STREAMING] === "response" ? stream : answer;
      await run(handler, request, JSON.parse(body), headers);
    } catch (error) {
      logError("Invoke Error", error);
      await fail(`invocation/${request}/error`, error);
    }
    whenIdle = undefined;
  }
}

// Not awaited: a module that waits for ever would end when nothing is left to do.
main();
