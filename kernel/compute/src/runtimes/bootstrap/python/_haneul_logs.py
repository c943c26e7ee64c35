"""What functions write with `logging`, as AWS's own runtime writes it.

A module of its own, since it is read only where a function uses `logging`.
"""

import json
import logging
import os
import sys
import time
import traceback


class RequestFilter(logging.Filter):
    def __init__(self, current):
        super().__init__()
        self.current = current

    def filter(self, record):
        record.aws_request_id = self.current.request or ""
        return True


class TextFormatter(logging.Formatter):
    converter = time.gmtime

    def __init__(self):
        text = "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s"
        super().__init__(text, "%Y-%m-%dT%H:%M:%S")


class JsonFormatter(logging.Formatter):
    OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id"}

    def format(self, record):
        result = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
        }
        if record.exc_info:
            kind, value, trace = record.exc_info
            result["stackTrace"] = traceback.format_list(traceback.extract_tb(trace))
            result["errorType"] = kind.__name__ if kind else None
            result["errorMessage"] = str(value)
            result["location"] = "%s:%s:%d" % (record.pathname, record.funcName, record.lineno)
        result["requestId"] = record.aws_request_id or None
        result.update((k, v) for k, v in vars(record).items() if k not in self.OWN and k not in result)
        known = {k: v for k, v in result.items() if v is not None}
        return json.dumps(known, default=str, ensure_ascii=False)


class LogHandler(logging.Handler):
    """One record is one event of the log: lines in it end as AWS's own sandboxes end them."""

    def emit(self, record):
        sys.stdout.write(self.format(record).replace("\n", "\r") + "\n")


def set_up(current, is_json):
    """`current` knows the request that is being handled."""
    handler = LogHandler()
    handler.setFormatter(JsonFormatter() if is_json else TextFormatter())
    handler.addFilter(RequestFilter(current))
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.addHandler(handler)
    levels = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    if is_json and level:
        root.setLevel(levels.get(level, level))
