import ArgumentParser
import DurableFiles
import Glibc
import MusterServer

/// Runs a command and ends the process with the status that its outcome calls for.
enum Program {
    static func run(_ parse: @Sendable () throws -> any ParsableCommand) async -> Never {
        do {
            var command = try parse()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            end(.done)
        } catch {
            end(report(error))
        }
    }

    /// Says on standard error what went wrong, and gives the status that follows from it.
    private static func report(_ error: any Error) -> ExitStatus {
        switch error {
        case let failure as Failure:
            if !failure.message.isEmpty { Terminal.complain(failure.description) }
            return failure.status
        case let obstacle as Obstacle:
            Terminal.complain(obstacle.description)
            return switch obstacle.kind {
            case .no: .no
            case .usage: .usage
            case .couldNotTell: .couldNotTell
            }
        case let error as DataDirectoryError:
            Terminal.complain("\(error)")
            return error.isPermission ? .couldNotTell : .no
        case let error as FileError:
            Terminal.complain("\(error)")
            return error.isPermission ? .couldNotTell : .no
        case let error as AdministrationError:
            Terminal.complain("\(error)")
            return .no
        case let error as ConfigurationError:
            Terminal.complain("\(error)")
            return .usage
        default: return reportParsing(error)
        }
    }

    /// Help goes to standard output; every refusal of the argument parser is wrong usage, whatever its own number.
    private static func reportParsing(_ error: any Error) -> ExitStatus {
        let code = Muster.exitCode(for: error)
        let message = Muster.fullMessage(for: error)
        if code.isSuccess {
            Terminal.print(message)
            return .done
        }
        if error is ExitCode { return ExitStatus(rawValue: code.rawValue) ?? .no }
        if code == .validationFailure {
            Terminal.remark(message)
            return .usage
        }
        Terminal.complain("\(error)")
        return .no
    }

    private static func end(_ status: ExitStatus) -> Never {
        exit(status.rawValue)
    }
}
