/// What somebody is called, and how that becomes the name of an account: of ASCII letters only.
struct PersonName: Sendable {
    let given: String
    let family: String
    /// The account's name before a number tells namesakes apart, `bjensen`.
    let login: String

    /// A name by its places in the two lists.
    init(given: Int, family: Int) {
        let (first, last) = (Self.givenNames[given], Self.familyNames[family])
        self.given = first.name
        self.family = last.name
        login = String(first.plain.prefix(1)) + last.plain
    }

    var display: String { "\(given) \(family)" }

    static var givenCount: Int { givenNames.count }
    static var familyCount: Int { familyNames.count }

    private struct Spelling: Sendable {
        let name: String
        let plain: String
    }

    private static func spellings(_ text: String) -> [Spelling] {
        text.split(whereSeparator: \.isNewline).flatMap { $0.split(separator: ",") }.map { item in
            let parts = item.split(separator: "|").map(String.init)
            return Spelling(name: parts[0], plain: parts.count > 1 ? parts[1] : parts[0].lowercased())
        }
    }

    /// With accents, apostrophes, hyphens, spaces and other scripts; behind the bar the letters of an account's name.
    private static let givenNames = spellings(
        """
        Barbara,James,Mary,Robert,Linda,Michael,Susan,David,Karen,Thomas,Nancy,Paul,Laura,Mark,Anna,Peter,Julia,Daniel
        Emma,Oliver,Sophie,Lucas,Mia,Noah,Lena,Ben,Clara,Felix,Ida,Hugo,Ruth,Simon,Eva,Martin,Ingrid,Oscar,Maria,Victor
        José|jose,André|andre,Zoë|zoe,Björn|bjorn,Jürgen|juergen,Łukasz|lukasz,Søren|soren,François|francois,Siân|sian
        Nuñez|nunez,Chloé|chloe,Ångström|angstrom,Þóra|thora,Dağhan|daghan,İrem|irem,Žofie|zofie,Ștefan|stefan
        D'Arcy|darcy,Anne-Marie|annemarie,Jean-Luc|jeanluc,Mary Jo|maryjo,Ólafur|olafur,Renée|renee,Raúl|raul
        Иван|ivan,Ольга|olga,Дмитрий|dmitri,Γιώργος|giorgos,Ελένη|eleni,محمد|mohammed,فاطمة|fatima,יעל|yael
        伟|wei,芳|fang,太郎|taro,さくら|sakura,민준|minjun,서연|seoyeon,अनिल|anil,प्रिया|priya,சிவா|siva,Aigerim,Chidi,Amara
        """)

    private static let familyNames = spellings(
        """
        Jensen,Smith,Johnson,Williams,Brown,Jones,Miller,Davis,Wilson,Moore,Taylor,Anderson,Clark,Lewis,Walker,Hall
        Allen,Young,King,Wright,Scott,Green,Baker,Adams,Nelson,Hill,Campbell,Mitchell,Roberts,Carter,Phillips,Evans
        Turner,Parker,Collins,Edwards,Stewart,Morris,Rogers,Reed,Cook,Morgan,Bell,Murphy,Bailey,Cooper,Richardson,Cox
        O'Brien|obrien,O'Neill|oneill,D'Angelo|dangelo,Mc Carthy|mccarthy,Smith-Jones|smithjones,van der Berg|vanderberg
        Müller|mueller,Schäfer|schaefer,Groß|gross,Weiß|weiss,Sørensen|sorensen,Åkesson|akesson,Łuczak|luczak
        Nowák|novak,Dvořák|dvorak,Šimić|simic,Çelik|celik,Yıldız|yildiz,Ionuț|ionut,Ğulyás|gulyas,Szabó|szabo
        García|garcia,Núñez|nunez,Peña|pena,Gonçalves|goncalves,João|joao,Lefèvre|lefevre,Œuvrard|oeuvrard
        Þórsdóttir|thorsdottir,Иванова|ivanova,Кузнецов|kuznetsov,Παπαδόπουλος|papadopoulos,حسن|hassan,כהן|cohen
        王|wang,李|li,山田|yamada,佐藤|sato,김|kim,박|park,शर्मा|sharma,Nguyễn|nguyen,Trần|tran,Okafor,Mensah,Abdullayev
        de la Cruz|delacruz,Zu Guttenberg|zuguttenberg,Ó Súilleabháin|osuilleabhain,Al-Farsi|alfarsi,'t Hooft|thooft
        """)
}
