"""Runs a Python function: asks the Runtime API for events, calls the handler, tells what came of it.

What programs can see of this - errors, traces, the context, log lines - is as AWS's own has it. Must
run on every Python from 3.8 on, with nothing but the standard library.
"""

import _json
import _socket
import importlib
import os
import sys
import time

RUNTIME = "/2018-06-01/runtime/"
JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "Text").lower() == "json"


class Fault(Exception):
    """An error that is not the handler's own, with AWS's name for it."""

    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.trace = trace


class Headers(dict):
    """By their names in small letters."""

    def get(self, name, default=None):
        return super().get(name.lower(), default)

    def __getitem__(self, name):
        return super().__getitem__(name.lower())


class Client:
    """The Runtime API, over one connection. What HTTP modules can do besides takes long to read."""

    PIECE = 64 << 10

    def __init__(self, address):
        self.address = address
        self.agent = "aws-lambda-python/%d.%d.%d" % sys.version_info[:3]
        self.socket = None
        self.left = b""

    def connect(self):
        host, port = self.address.rsplit(":", 1)
        self.socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self.socket.connect((host, int(port)))
        self.left = b""

    def ask(self, method, path, body=b"", headers=()):
        if self.socket is None:
            self.connect()
        lines = ["%s %s%s HTTP/1.1" % (method, RUNTIME, path), "Host: " + self.address, "User-Agent: " + self.agent]
        lines += ["%s: %s" % header for header in headers]
        if method == "POST":
            lines.append("Content-Length: %d" % len(body))
        # Names of errors are in whatever letters. In one piece: the second of two small ones waits until the first has been acknowledged.
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        status, headers = self.head()
        text = self.body(headers)
        if headers.get("Connection", "").lower() == "close":
            self.socket.close()
            self.socket = None
        if status >= 400:
            raise RuntimeError("the Runtime API answered %d to %s: %r" % (status, path, text))
        return headers, text

    def more(self):
        piece = self.socket.recv(self.PIECE)
        if not piece:
            raise RuntimeError("the Runtime API hung up")
        return piece

    def head(self):
        while b"\r\n\r\n" not in self.left:
            self.left += self.more()
        head, self.left = self.left.split(b"\r\n\r\n", 1)
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.split(":", 1) for line in lines)
        return int(first.split(" ")[1]), Headers((name.lower(), value.strip()) for name, value in pairs)

    def body(self, headers):
        if headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.exactly(int(headers.get("Content-Length", 0)))
        pieces = []
        while True:
            length = int(self.line().split(b";")[0], 16)
            if length == 0:
                break
            pieces.append(self.exactly(length))
            self.line()
        # What may stand behind them ends with an empty line.
        while self.line():
            pass
        return b"".join(pieces)

    def line(self):
        while b"\r\n" not in self.left:
            self.left += self.more()
        line, self.left = self.left.split(b"\r\n", 1)
        return line

    def exactly(self, length):
        pieces, missing = [self.left], length - len(self.left)
        while missing > 0:
            pieces.append(self.more())
            missing -= len(pieces[-1])
        text = b"".join(pieces)
        self.left = text[length:]
        return text[:length]

    def next(self):
        return self.ask("GET", "invocation/next")

    def respond(self, request, body, kind):
        self.ask("POST", "invocation/%s/response" % request, body, [("Content-Type", kind)])

    def fail(self, path, error):
        headers = [
            ("Content-Type", "application/vnd.aws.lambda.error+json"),
            ("Lambda-Runtime-Function-Error-Type", error["errorType"]),
        ]
        self.ask("POST", path, to_json(error).encode("utf-8", "surrogatepass"), headers)


class Reading:
    """How `json` reads, if nobody tells it otherwise."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int = float, int
    parse_constant = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}.__getitem__
    memo = {}


scan = _json.make_scanner(Reading)


def from_json(text):
    """As `json.loads`, by the part of it that is not Python: to read the other one takes half as long as
    the interpreter's own start."""
    try:
        stripped = text.strip(" \t\n\r")
        value, end = scan(stripped, 0)
        if end == len(stripped):
            return value
    except StopIteration:
        pass
    import json

    return json.loads(text)


def to_json(value):
    """As `json.dumps`, by the same part of it."""
    # From 3.12 on AWS leaves letters as they are.
    letters = _json.encode_basestring if sys.version_info >= (3, 12) else _json.encode_basestring_ascii
    write = _json.make_encoder({}, to_number, letters, None, ": ", ", ", False, False, True)
    return "".join(write(value, 0))


def to_number(value):
    decimal = sys.modules.get("decimal")
    if decimal is not None and isinstance(value, decimal.Decimal):
        number = float(value)
        return int(value) if number.is_integer() and value == value.to_integral_value() else number
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


class CognitoIdentity:
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]

    def __init__(self, given=None):
        given = given or {}
        self.cognito_identity_id = given.get("cognitoIdentityId")
        self.cognito_identity_pool_id = given.get("cognitoIdentityPoolId")

    def __repr__(self):
        return representation(self, self.__slots__)


class Client_:
    __slots__ = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]

    def __init__(self, given):
        for name in self.__slots__:
            setattr(self, name, given.get(name))

    def __repr__(self):
        return representation(self, self.__slots__)


Client_.__name__ = Client_.__qualname__ = "Client"


class ClientContext:
    __slots__ = ["custom", "env", "client"]

    def __init__(self, given):
        self.custom = given.get("custom")
        self.env = given.get("env")
        client = given.get("client")
        self.client = None if client is None else Client_(client)

    def __repr__(self):
        return representation(self, self.__slots__)


class LambdaContext:
    """What a handler gets beside the event."""

    def __init__(self, headers):
        environment = os.environ.get
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.log_group_name = environment("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = environment("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = environment("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = environment("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = environment("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers.get("Lambda-Runtime-Invoked-Function-Arn")
        self.tenant_id = headers.get("Lambda-Runtime-Aws-Tenant-Id")
        client = header_json(headers, "Lambda-Runtime-Client-Context", "client context")
        self.client_context = None if client is None else ClientContext(client)
        self.identity = CognitoIdentity(header_json(headers, "Lambda-Runtime-Cognito-Identity", "cognito identity"))
        self._epoch_deadline_time_in_ms = int(headers.get("Lambda-Runtime-Deadline-Ms") or 0)

    def get_remaining_time_in_millis(self):
        left = self._epoch_deadline_time_in_ms - int(time.time() * 1000)
        return left if left > 0 else 0

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        names = [
            "aws_request_id",
            "log_group_name",
            "log_stream_name",
            "function_name",
            "memory_limit_in_mb",
            "function_version",
            "invoked_function_arn",
            "client_context",
            "identity",
            "tenant_id",
        ]
        return representation(self, names)


def representation(value, names):
    parts = ["%s=%r" % (name, getattr(value, name)) for name in names]
    return "%s([%s])" % (type(value).__name__, ",".join(parts))


def header_json(headers, name, what):
    text = headers.get(name)
    if not text:
        return None
    try:
        return from_json(text)
    except Exception as error:
        kind = "Runtime.LambdaContextUnmarshalError"
        raise Fault(kind, "Unable to parse %s %s" % (what, error))


class Unbuffered:
    """Output that is out at once, since the process may be frozen right after the answer."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def write(self, text):
        self.stream.write(text)
        self.stream.flush()

    def writelines(self, lines):
        self.stream.writelines(lines)
        self.stream.flush()


class Current:
    """The request that is being handled."""

    request = None


current = Current()


class HostModules:
    """Modules of Python's own that AWS's runtime has read before the function's: the function cannot put
    its own in their place. Reading them takes longer than all else here, so they are read when
    somebody asks for them."""

    NAMES = {"decimal", "logging", "traceback"}

    def __init__(self, path):
        self.path = path

    def find_spec(self, name, path=None, target=None):
        if name not in self.NAMES:
            return None
        import importlib.machinery

        spec = importlib.machinery.PathFinder.find_spec(name, self.path)
        if name == "logging" and spec is not None:
            read = spec.loader.exec_module

            def read_and_set_up(module):
                read(module)
                set_up_logging()

            spec.loader.exec_module = read_and_set_up
        return spec


def set_up_logging():
    import _haneul_logs

    _haneul_logs.set_up(current, JSON_LOGS)


def error_of(message, kind, trace, request=None):
    return {
        "errorMessage": message or "",
        "errorType": kind or "",
        "requestId": request or "",
        "stackTrace": trace or [],
    }


def log_error(error):
    """One event, as print of several lines would not be."""
    if JSON_LOGS:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        text = to_json(dict({"timestamp": now, "log_level": "ERROR"}, **error))
    else:
        text = "[ERROR] %s: %s" % (error["errorType"], error["errorMessage"])
        if not error["errorMessage"]:
            text = "[ERROR] " + error["errorType"]
        text = "\n".join([text, "Traceback (most recent call last):"] + [s.rstrip("\n") for s in error["stackTrace"]])
    sys.stdout.write(text.replace("\n", "\r") + "\n")


def own_frames(trace, unwanted):
    """The frames from the function's own code on."""
    import traceback

    frames = list(traceback.extract_tb(trace))
    for at, frame in enumerate(frames):
        if not any(part in frame.filename for part in unwanted):
            return traceback.format_list(frames[at:])
    return traceback.format_list(frames)


def find_handler(name):
    try:
        module_name, function = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        text = "Cannot use built-in module %s as a handler module" % module_name
        raise Fault("Runtime.BuiltInModuleConflict", text)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        text = "Unable to import module '%s': %s" % (module_name, error)
        raise Fault("Runtime.ImportModuleError", text)
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        text = "Syntax error in module '%s': %s" % (module_name, error)
        raise Fault("Runtime.UserCodeSyntaxError", text, trace)
    try:
        return getattr(module, function)
    except AttributeError:
        text = "Handler '%s' missing on module '%s'" % (function, module_name)
        raise Fault("Runtime.HandlerNotFound", text)


def prepare(client):
    """The handler, or the end of this process."""
    try:
        return find_handler(os.environ["_HANDLER"])
    except Fault as fault:
        error = error_of(fault.message, fault.kind, fault.trace)
    except BaseException as problem:
        if isinstance(problem, SystemExit):
            raise
        kind, value, trace = sys.exc_info()
        frames = own_frames(trace, ["/var/runtime/bootstrap.py", "importlib"])
        error = error_of(str(value), kind.__name__, frames)
    log_error(error)
    client.fail("init/error", error)
    sys.exit(1)


def answer(handler, headers, body):
    """What the handler returned, for the Runtime API."""
    try:
        event = from_json(body.decode("utf-8"))
    except Exception as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)
    result = handler(event, LambdaContext(headers))
    if isinstance(result, bytes):
        return result, "application/octet-stream"
    try:
        return to_json(result).encode("utf-8"), "application/json"
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


def handle(client, handler, headers, body):
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    current.request = request
    trace_id = headers.get("Lambda-Runtime-Trace-Id")
    if trace_id is None:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    else:
        os.environ["_X_AMZN_TRACE_ID"] = trace_id
    try:
        result, kind = answer(handler, headers, body)
    except Fault as fault:
        error = error_of(fault.message, fault.kind, fault.trace, request)
    except Exception:
        etype, value, trace = sys.exc_info()
        frames = own_frames(trace, ["/var/runtime/bootstrap.py"])
        error = error_of(str(value), etype.__name__, frames, request)
    else:
        client.respond(request, result, kind)
        return
    log_error(error)
    client.fail("invocation/%s/error" % request, error)


def set_up_path():
    """A function's own modules first, then layers', then the host's, as far as they are AWS's."""
    sdk = os.environ.pop("HANEUL_PYTHON_SDK", None)
    version = "python%d.%d" % sys.version_info[:2]
    first = [os.environ["LAMBDA_TASK_ROOT"], "/opt/python/lib/%s/site-packages" % version, "/opt/python"]
    # This file's own folder is in it already, and stays behind those.
    sys.path[:0] = first
    if sdk and sdk not in sys.path:
        sys.path.append(sdk)


def main():
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    sys.meta_path.insert(0, HostModules(list(sys.path)))
    set_up_path()
    if "logging" in sys.modules:
        set_up_logging()
    client = Client(os.environ["AWS_LAMBDA_RUNTIME_API"])
    handler = prepare(client)
    while True:
        handle(client, handler, *client.next())


if __name__ == "__main__":
    # A function that imports `bootstrap` means its own.
    sys.path[:] = [entry for entry in sys.path if entry != "/var/runtime"] + ["/var/runtime"]
    main()
