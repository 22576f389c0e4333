// Paths that name files of other machines.
#ifndef IMREC_RECORDIO_INTERNAL_REMOTE_PATH_H_
#define IMREC_RECORDIO_INTERNAL_REMOTE_PATH_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <imrec/access_options.h>

namespace imrec {

/// Whether this build reads remote files.
bool CanReadRemoteFiles();

/// Returns true for http://..., https://..., s3://... and gs://...
bool IsRemotePath(const std::filesystem::path& path);

/// Returns the path as it is shown to users: a URL without user, password, query and fragment,
/// which may be secret; other paths as they are.
std::string ShownPath(const std::filesystem::path& path);

/// A path, and the query of a URL, which starts with `?`; empty if there is none.
struct PathAndQuery {
  std::filesystem::path path;
  std::string query;
};
PathAndQuery SplitQuery(const std::filesystem::path& path);

/// Returns the path with another extension: that of the last name, before the query of a URL.
std::filesystem::path WithExtension(const std::filesystem::path& path, std::string_view extension);

/// Returns true if the path names a regular file, here or elsewhere. Throws Error(kIo) if a remote
/// server cannot say whether it has the file.
bool IsReadableFile(const std::filesystem::path& path, const AccessOptions& access = {});

/// Returns the objects whose names start with s3://BUCKET/START or gs://BUCKET/START and have no /
/// after that, in the order of their names. Throws Error(kUnsupported) for web servers, which list
/// nothing, and Error if the store refuses or cannot be reached.
std::vector<std::string> ListRemoteFiles(const std::string& start, const AccessOptions& access);

/// Gives the options a session, if they have none and the path is remote, so that all files that
/// are opened with them use the same connections.
void ShareSession(const std::filesystem::path& path, AccessOptions& access);

/// Makes all reads of the session's files fail from now on, including those that are waiting. Does
/// nothing without a session.
void StopSession(const AccessOptions& access);

/// Returns what the session cost so far; zeros without a session.
RemoteStats StatsOfSession(const AccessOptions& access);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_REMOTE_PATH_H_
