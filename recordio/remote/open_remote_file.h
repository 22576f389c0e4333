// Opens remote files, if this build can.
#ifndef IMREC_RECORDIO_REMOTE_OPEN_REMOTE_FILE_H_
#define IMREC_RECORDIO_REMOTE_OPEN_REMOTE_FILE_H_

#include <filesystem>
#include <memory>

#include <imrec/access_options.h>

#include "recordio/internal/byte_source.h"

namespace imrec {

/// Throws Error(kUnsupported) if imrec was built without libcurl, otherwise as
/// RemoteSession::Open().
std::unique_ptr<ByteSource> OpenRemoteFile(const std::filesystem::path& path,
                                           const AccessOptions& access);

}  // namespace imrec

#endif  // IMREC_RECORDIO_REMOTE_OPEN_REMOTE_FILE_H_
