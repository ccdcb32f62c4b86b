import Core

/// The error that a call throws, if it throws one.
public func failure(_ body: () async throws -> some Any) async -> AppError? {
  do { _ = try await body() } catch { return error as? AppError ?? AppError(.serverError, "\(error)") }
  return nil
}
