fn main() {
    // Attributes are read from the wire into items, and written from them, without a detour.
    haneul_codegen::service_with(
        "dynamodb",
        &[
            ("AttributeValue", "crate::wire::Attribute"),
            ("AttributeMap", "crate::wire::Attributes"),
            ("ExpressionAttributeValueMap", "crate::wire::Attributes"),
            ("ItemCollectionKeyAttributeMap", "crate::wire::Attributes"),
            ("Key", "crate::wire::Attributes"),
            ("PutItemInputAttributeMap", "crate::wire::Attributes"),
        ],
    );
    haneul_codegen::shapes_of_with(
        "dynamodbstreams",
        &[
            "DescribeStream",
            "GetRecords",
            "GetShardIterator",
            "ListStreams",
        ],
        &[("AttributeMap", "crate::wire::Attributes")],
        "dynamodbstreams.rs",
    );
}
