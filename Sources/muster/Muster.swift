import ArgumentParser
import AsyncHTTPClient

@main struct Muster: ParsableCommand { func run() {} }
