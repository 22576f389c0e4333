// The version of imrec.
#ifndef IMREC_RECORDIO_INTERNAL_IMREC_VERSION_H_
#define IMREC_RECORDIO_INTERNAL_IMREC_VERSION_H_

#include <string>

namespace imrec {

/// Returns the version that manifests contain, for example "0.2.0".
std::string ImrecVersion();

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_IMREC_VERSION_H_
