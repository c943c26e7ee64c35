"""Topics of both kinds, with subscriptions, a policy, an application and preferences."""

import json


def topics(sns):
    pages = sns.get_paginator("list_topics").paginate()
    return [topic["TopicArn"] for page in pages for topic in page["Topics"]]


def test_topics(stack, sns):
    def check():
        arns = topics(sns)
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
    assert not [arn for arn in topics(sns) if ":tf-" in arn]
