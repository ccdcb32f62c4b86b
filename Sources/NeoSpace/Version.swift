/// What `neospace version`, `/openapi.json` and the log call this build.
public let version = "0.2.0"
