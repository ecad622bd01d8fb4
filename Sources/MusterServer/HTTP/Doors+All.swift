import Hummingbird

extension Doors {
    /// Every door of the house.
    static let all: [any Door] = [HealthDoor()]

    func hangAll() {
        for door in Self.all { door.add(to: self) }
    }
}
