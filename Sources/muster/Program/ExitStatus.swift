/// What the process's exit status says.
enum ExitStatus: Int32 {
    case done = 0
    /// The answer is no: verification failed, a record was refused, nobody of that name is known.
    case no = 1
    /// The command was not understood.
    case usage = 2
    /// Neither yes nor no: no connection, no permission, a server that could not answer.
    case couldNotTell = 3
}
