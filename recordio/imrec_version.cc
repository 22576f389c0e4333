#include "recordio/internal/imrec_version.h"

namespace imrec {

std::string ImrecVersion() { return IMREC_VERSION; }

}  // namespace imrec
