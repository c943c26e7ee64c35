"""Celery, which brings its own poller of SQS: tasks are done once each, and again when a worker
dies over them."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

APP = """
    import os, time
    from celery import Celery

    app = Celery("work", broker="sqs://")
    app.conf.update(
        broker_transport_options={
            "region": "us-east-1",
            "visibility_timeout": 600,
            "wait_time_seconds": 2,
            "polling_interval": 0.1,
        },
        broker_connection_retry_on_startup=True,
        task_default_queue="celery",
        task_acks_late=True,
        worker_enable_remote_control=False,
        worker_prefetch_multiplier=1,
    )
    LOG = os.environ["WORK_LOG"]

    @app.task
    def note(number):
        with open(LOG, "a") as log:
            log.write(f"{number}\\n")

    @app.task
    def slow(number):
        with open(LOG, "a") as log:
            log.write(f"begun {number}\\n")
        while not os.path.exists(LOG + ".go"):
            time.sleep(0.02)
        note(number)
"""


@pytest.fixture
def celery(own_cloud, tmp_path):
    (tmp_path / "work.py").write_text(textwrap.dedent(APP))
    log = tmp_path / "log"
    log.touch()
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": own_cloud.root.access_key,
        "AWS_SECRET_ACCESS_KEY": own_cloud.root.secret,
        "AWS_ENDPOINT_URL": own_cloud.endpoint,
        "WORK_LOG": str(log),
        "PYTHONPATH": str(tmp_path),
    }
    workers = []

    class Celery:
        cloud = own_cloud

        def send(self, task, numbers):
            lines = "\n".join(f"work.{task}.delay({n})" for n in numbers)
            subprocess.run(
                [sys.executable, "-c", f"import work\n{lines}"],
                env=environment, check=True, timeout=60, cwd=tmp_path,
            )

        def worker(self):
            command = [sys.executable, "-m", "celery", "-A", "work", "worker", "-P", "solo", "-l", "warning",
                       "--without-gossip", "--without-mingle", "--without-heartbeat"]
            with open(tmp_path / "worker.txt", "ab") as said:
                worker = subprocess.Popen(
                    command, env=environment, cwd=tmp_path, stdout=said, stderr=subprocess.STDOUT
                )
            workers.append(worker)
            return worker

        def until(self, enough):
            end = time.monotonic() + 60
            while time.monotonic() < end:
                lines = log.read_text().split("\n")[:-1]
                if enough(lines):
                    return lines
                time.sleep(0.05)
            raise AssertionError(f"{lines}\n{(tmp_path / 'worker.txt').read_text()}")

        def go(self):
            log.with_suffix(".go").touch()

    yield Celery()
    for worker in workers:
        worker.kill()
        worker.wait()


def test_each_task_is_done_once(celery):
    celery.send("note", range(40))
    celery.worker()
    celery.worker()
    done = celery.until(lambda lines: len(lines) >= 40)
    assert sorted(map(int, done)) == list(range(40))
    sqs = celery.cloud.client("sqs")
    url = sqs.get_queue_url(QueueName="celery")["QueueUrl"]

    def left():
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        names = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        return [got[name] for name in names]

    celery.until(lambda _: left() == ["0", "0"])


def test_what_a_dead_worker_had_is_done_by_another(celery):
    celery.send("slow", [7])
    worker = celery.worker()
    celery.until(lambda lines: "begun 7" in lines)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    celery.go()
    celery.worker()
    # Nobody else has it before its visibility timeout is over.
    celery.cloud.advance(599 - 60)
    assert "7" not in celery.until(lambda lines: lines)
    celery.cloud.advance(61)
    assert "7" in celery.until(lambda lines: "7" in lines)
