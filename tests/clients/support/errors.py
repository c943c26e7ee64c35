"""Expecting an error: its code, its status and its words."""

import contextlib
import re

import pytest
from botocore.exceptions import ClientError


@contextlib.contextmanager
def refused(code, message=None, status=None):
    """The block is refused so. A message is AWS's whole sentence; a compiled pattern is searched."""
    with pytest.raises(ClientError) as caught:
        yield caught
    answer = caught.value.response
    assert answer["Error"]["Code"] == code, answer["Error"]
    said = answer["Error"].get("Message", "")
    if isinstance(message, re.Pattern):
        assert message.search(said), said
    elif message is not None:
        assert said == message
    if status is not None:
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
