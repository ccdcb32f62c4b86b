/// What `/openapi.json` and the log call this build.
public let version = "0.1.0"
