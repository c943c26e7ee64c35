import importlib, json, os, sys, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/"
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
module, function = os.environ["_HANDLER"].rsplit(".", 1)
handler = getattr(importlib.import_module(module.replace("/", ".")), function)
while True:
    with urllib.request.urlopen(api + "invocation/next") as event:
        request, body = event.headers["Lambda-Runtime-Aws-Request-Id"], json.load(event)
    answer = json.dumps(handler(body, None)).encode()
    urllib.request.urlopen(api + "invocation/" + request + "/response", data=answer).close()
