import Foundation
import Testing
import TransparencyLog

@Suite struct Base64Tests {
    @Test func agreesWithFoundationOnEveryLength() {
        var dice = Dice(seed: 64)
        for count in 0..<200 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
            let text = Base64.string(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text.utf8) == bytes)
        }
    }

    @Test(arguments: [
        "=", "==", "====", "A", "AA", "AAA", "A===", "AA=A", "AA==AAAA", "AAA=AAA=", "AAAA====", "AB==", "AAB=",
        "AA=\n", "AA-_", "A A=", "AAAA\n", "ÄAA", "AA\u{0}=", "AAA=====", "=AAA",
    ]) func refusesWhatIsNotCanonical(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func everyTextOfFourCharactersIsReadOnlyAsWritten() {
        let characters = Array("AQgBw/+9=-\n ".utf8)
        for one in characters {
            for two in characters {
                for three in characters {
                    for four in characters {
                        let text = [one, two, three, four]
                        guard let bytes = Base64.decode(text) else { continue }
                        #expect(Array(Base64.string(bytes).utf8) == text)
                    }
                }
            }
        }
    }
}
