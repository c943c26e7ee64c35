# What events on a bus look like is written down by itself          (EVB-1, S94)
$ aws events create-event-bus --name shop
{"EventBusArn": "<bus>"}
$ aws schemas create-discoverer --source-arn <bus>
{"DiscovererArn": "<_>", "DiscovererId": "events-event-bus-shop", "SourceArn": "<bus>", "State": "STARTED", "CrossAccount": true, ...}
$ clock +1s
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order placed", "Detail": "{\"id\": 1, \"who\": {\"name\": \"ann\"}}", "EventBusName": "shop"}]'
$ clock +1s
$ aws schemas list-schemas --registry-name discovered-schemas
{"Schemas": [{"SchemaName": "shop@OrderPlaced", "VersionCount": 1, ...}]}
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order placed", "Detail": "{\"id\": 2, \"who\": {\"name\": \"bob\"}}", "EventBusName": "shop"}, {"Source": "shop", "DetailType": "order placed", "Detail": "{\"id\": 3}", "EventBusName": "shop"}]'
$ clock +1s
$ aws schemas list-schema-versions --registry-name discovered-schemas --schema-name shop@OrderPlaced
{"SchemaVersions": [{"SchemaVersion": "2", "SchemaName": "shop@OrderPlaced", "Type": "OpenApi3", ...}, {"SchemaVersion": "1", ...}]}
$ aws schemas export-schema --registry-name discovered-schemas --schema-name shop@OrderPlaced --type JSONSchemaDraft4 --schema-version 1
{"SchemaName": "shop@OrderPlaced", "SchemaVersion": "1", "Type": "JSONSchemaDraft4", ...}
$ aws schemas stop-discoverer --discoverer-id events-event-bus-shop
{"DiscovererId": "events-event-bus-shop", "State": "STOPPED"}
$ clock +1s
$ aws events put-events --entries '[{"Source": "shop", "DetailType": "order placed", "Detail": "{}", "EventBusName": "shop"}]'
$ clock +1s
$ aws schemas search-schemas --registry-name discovered-schemas --keywords orderplaced
{"Schemas": [{"SchemaName": "shop@OrderPlaced", "SchemaVersions": [{"SchemaVersion": "1", ...}, {"SchemaVersion": "2", ...}], ...}]}

# A registry of one's own
$ aws schemas create-registry --registry-name mine
{"RegistryName": "mine", ...}
$ aws schemas create-schema --registry-name mine --schema-name shop@Order --type OpenApi3 --content '{"openapi": "3.0.0", "info": {"title": "Order", "version": "1"}, "paths": {}}'
{"SchemaVersion": "1", ...}
$ aws schemas export-schema --registry-name mine --schema-name shop@Order --type JSONSchemaDraft4
! ForbiddenException: You cannot export non discovered or non aws managed schemas.
$ aws schemas put-code-binding --registry-name mine --schema-name shop@Order --language Java8
! NotImplemented
$ aws schemas delete-schema --registry-name mine --schema-name shop@Order
$ aws schemas delete-registry --registry-name mine
$ aws schemas describe-registry --registry-name mine
! NotFoundException
$ aws schemas delete-discoverer --discoverer-id events-event-bus-shop
$ aws schemas list-discoverers
{"Discoverers": []}
