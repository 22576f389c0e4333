#include "recordio/internal/remote_path.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

#include <imrec/error.h>

#include "recordio/remote/open_remote_file.h"

#if IMREC_HAVE_CURL
#include <unistd.h>

#include "recordio/remote/remote_file.h"
#include "recordio/remote/session.h"
#endif

namespace imrec {
namespace {

bool IsUrl(std::string_view path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

}  // namespace

bool CanReadRemoteFiles() { return IMREC_HAVE_CURL != 0; }

bool IsRemotePath(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "s3://", "gs://"};
  return std::ranges::any_of(
      kSchemes, [&](std::string_view scheme) { return path.native().starts_with(scheme); });
}

std::string ShownPath(const std::filesystem::path& path) {
  std::string name = path.string();
  if (!IsUrl(name)) return name;
  const std::size_t host = name.find("://") + 3;
  name.resize(std::min(name.size(), name.find_first_of("?#", host)));
  const std::size_t at = name.rfind('@', name.find('/', host));
  if (at != std::string::npos && at >= host) name.erase(host, at + 1 - host);
  return name;
}

PathAndQuery SplitQuery(const std::filesystem::path& path) {
  const std::string& name = path.native();
  const std::size_t end = IsUrl(name) ? std::min(name.size(), name.find('?')) : name.size();
  return {.path = name.substr(0, end), .query = name.substr(end)};
}

std::filesystem::path WithExtension(const std::filesystem::path& path, std::string_view extension) {
  PathAndQuery parts = SplitQuery(path);
  return parts.path.replace_extension(extension) += parts.query;
}

bool IsReadableFile(const std::filesystem::path& path, const AccessOptions& access) {
  if (!IsRemotePath(path)) {
    std::error_code failure;
    return std::filesystem::is_regular_file(path, failure);
  }
  try {
    static_cast<void>(OpenRemoteFile(path, access));
    return true;
  } catch (const Error& error) {
    // Amazon S3 answers 403 for an absent object, unless the caller may list the bucket.
    if (error.code() != ErrorCode::kNotFound && error.code() != ErrorCode::kUnavailable) throw;
    return false;
  }
}

#if IMREC_HAVE_CURL

std::unique_ptr<ByteSource> OpenRemoteFile(const std::filesystem::path& path,
                                           const AccessOptions& access) {
  std::shared_ptr<RemoteSession> session = access.session;
  if (!session) session = RemoteSession::Start(access.remote);
  return std::make_unique<remote::RemoteFile>(path.string(), std::move(session));
}

void ShareSession(const std::filesystem::path& path, AccessOptions& access) {
  if (!IsRemotePath(path)) return;
  if (access.session && access.session->client().owner() == ::getpid()) return;
  access.session = RemoteSession::Start(access.remote);
}

std::vector<std::string> ListRemoteFiles(const std::string& start, const AccessOptions& access) {
  AccessOptions shared = access;
  ShareSession(start, shared);
  return shared.session->List(start);
}

void StopSession(const AccessOptions& access) {
  if (access.session) access.session->client().Stop();
}

RemoteStats StatsOfSession(const AccessOptions& access) {
  return access.session ? access.session->client().stats() : RemoteStats();
}

#else

namespace {

[[noreturn]] void Refuse(const std::string& path) {
  throw Error(ErrorCode::kUnsupported,
              "is a remote file; this imrec was built without libcurl and reads none",
              {.file = path});
}

}  // namespace

std::unique_ptr<ByteSource> OpenRemoteFile(const std::filesystem::path& path,
                                           const AccessOptions& /*access*/) {
  Refuse(path.string());
}

std::vector<std::string> ListRemoteFiles(const std::string& start,
                                         const AccessOptions& /*access*/) {
  Refuse(start);
}

void ShareSession(const std::filesystem::path& /*path*/, AccessOptions& /*access*/) {}
void StopSession(const AccessOptions& /*access*/) {}
RemoteStats StatsOfSession(const AccessOptions& /*access*/) { return {}; }

#endif

}  // namespace imrec
