"""Topics of both kinds, with subscriptions, a policy, an application and preferences."""

import json


def test_topics(stack, sns):
    def check():
        arns = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
        [news] = [arn for arn in arns if arn.endswith(":tf-news")]
        got = sns.get_topic_attributes(TopicArn=news)["Attributes"]
        assert (got["DisplayName"], got["SignatureVersion"]) == ("The news", "2")
        assert got["SubscriptionsConfirmed"] == "1"
        [statement] = json.loads(got["Policy"])["Statement"]
        assert statement["Sid"] == "partner"
        [orders] = [arn for arn in arns if arn.endswith(":tf-orders.fifo")]
        got = sns.get_topic_attributes(TopicArn=orders)["Attributes"]
        assert got["FifoThroughputScope"] == "MessageGroup"

    stack("sns.tf").whole_life(check)
    assert not [t for t in sns.list_topics()["Topics"] if ":tf-" in t["TopicArn"]]
