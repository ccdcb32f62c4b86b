func migrationText() -> [UInt8] { PackageResources._001_accounts_sql }
