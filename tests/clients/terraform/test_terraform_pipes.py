"""Pipes from a queue and from a stream."""


def test_pipes(stack, cloud):
    pipes = cloud.client("pipes")

    def check():
        plain = pipes.describe_pipe(Name="tf-plain")
        assert plain["CurrentState"] == "RUNNING"
        assert plain["Description"] == "Managed by Terraform"
        large = pipes.describe_pipe(Name="tf-large")
        assert (large["CurrentState"], large["Tags"]["purpose"]) == ("STOPPED", "orders")
        assert large["SourceParameters"]["SqsQueueParameters"]["BatchSize"] == 5
        clicks = pipes.describe_pipe(Name="tf-clicks")
        assert clicks["CurrentState"] == "RUNNING"
        assert clicks["SourceParameters"]["KinesisStreamParameters"]["MaximumRetryAttempts"] == 3

    stack("pipes.tf").whole_life(check)
    assert not [p for p in pipes.list_pipes()["Pipes"] if p["Name"].startswith("tf-")]
