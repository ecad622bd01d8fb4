import ArgumentParser

@main struct MusterVerify: ParsableCommand { func run() {} }
