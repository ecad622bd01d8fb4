import Hummingbird
import HummingbirdTLS
import Metrics
import NIOCertificateReloading
import X509
import Yams
