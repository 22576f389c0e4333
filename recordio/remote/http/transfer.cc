#include "recordio/remote/http/transfer.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <exception>
#include <new>
#include <span>
#include <utility>

#include <imrec/error.h>

#include "recordio/remote/environment.h"
#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

constexpr std::size_t kMaxExchanged = std::size_t{8} << 20;  // a page of a listing has 1 MB
constexpr std::size_t kUsualHeaders = 16;
constexpr std::size_t kMaxHeaders = std::size_t{256} << 10;  // of a response and redirects
// libcurl gets a buffer for each transfer and frees it afterwards. The C library would give larger
// ones back to the system each time, and the kernel clear them again, page by page.
constexpr long kBufferSize = 16L << 10;
constexpr long kMaxRedirects = 5;
constexpr long kUploadBufferSize = 512L << 10;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char character) {
    return static_cast<char>(std::tolower(character));
  });
  return lower;
}

}  // namespace

std::string CertificateFile() {
  const Environment environment = ProcessEnvironment();
  for (const char* const name : {"AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"}) {
    if (std::string file = ValueOf(environment, name); !file.empty()) return file;
  }
  return {};
}

// Options are set with the types that libcurl expects for them; see curl_easy_setopt(3).
template <typename Value>
void Transfer::Set(CURLoption option, Value value) {
  if (::curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) {
    throw Error(ErrorCode::kIo, "libcurl does not accept the request", {.file = request_.url});
  }
}

Transfer::Transfer(HttpRequest request, Options options, Handle used)
    : request_(std::move(request)), options_(std::move(options)), handle_(std::move(used)) {
  if (!handle_) SetCommon();
  for (const HttpHeader& header : request_.headers) {
    const std::string line = header.name + ": " + header.value;
    curl_slist* const longer = ::curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  }
  Set(CURLOPT_URL, request_.url.c_str());
  Set(CURLOPT_HTTPHEADER, headers_.get());
  // What was asked for over TLS does not come without it.
  Set(CURLOPT_REDIR_PROTOCOLS_STR, request_.url.starts_with("https:") ? "https" : "http,https");
  Set(CURLOPT_FOLLOWLOCATION, options_.follow_redirects ? 1L : 0L);
  Set(CURLOPT_ERRORBUFFER, error_.data());
  Set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  if (request_.method != "GET") SetBody();
}

// Makes a handle with the settings that all requests have. To set them for each request would take
// about as long as all else that libcurl does for it.
void Transfer::SetCommon() {
  handle_.reset(::curl_easy_init());
  if (!handle_) throw Error(ErrorCode::kIo, "libcurl cannot start", {.file = request_.url});
  Set(CURLOPT_PROTOCOLS_STR, "http,https");
  Set(CURLOPT_MAXREDIRS, kMaxRedirects);
  Set(CURLOPT_PATH_AS_IS, 1L);
  Set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700  // 7.87: do not wait for a look-up of a name
  Set(CURLOPT_QUICK_EXIT, 1L);
#endif
  Set(CURLOPT_TCP_KEEPALIVE, 1L);
  Set(CURLOPT_BUFFERSIZE, kBufferSize);
  Set(CURLOPT_USERAGENT, "imrec/" IMREC_VERSION);
  Set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_limit.count()));
  if (!options_.certificates.empty()) Set(CURLOPT_CAINFO, options_.certificates.c_str());
  Set(CURLOPT_HEADERFUNCTION, &Transfer::OnHeader);
  Set(CURLOPT_WRITEFUNCTION, &Transfer::OnBody);
}

void Transfer::SetBody() {
  if (request_.method == "HEAD") {
    Set(CURLOPT_NOBODY, 1L);
  } else if (request_.file) {
    SetFileBody();
  } else {
    Set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    Set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    Set(CURLOPT_POSTFIELDS, request_.body.data());
  }
}

void Transfer::SetFileBody() {
  Set(CURLOPT_UPLOAD, 1L);
  Set(CURLOPT_CUSTOMREQUEST, request_.method.c_str());
  Set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.file->size));
  Set(CURLOPT_UPLOAD_BUFFERSIZE, kUploadBufferSize);
  Set(CURLOPT_READFUNCTION, &Transfer::OnRead);
  Set(CURLOPT_READDATA, static_cast<void*>(this));
  // libcurl restarts the request if a reused connection turns out to be closed.
  Set(CURLOPT_SEEKFUNCTION, &Transfer::OnSeek);
  Set(CURLOPT_SEEKDATA, static_cast<void*>(this));
}

std::size_t Transfer::OnRead(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->ReadFileBody(bytes, size * count);
}

int Transfer::OnSeek(void* self, curl_off_t offset, int origin) {
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Transfer*>(self)->read_ = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

// Exceptions must not pass through libcurl.
std::size_t Transfer::ReadFileBody(char* bytes, std::size_t size) {
  const FileBody& body = *request_.file;
  const std::size_t count = std::min<std::uint64_t>(size, body.size - std::min(read_, body.size));
  try {
    body.file->ReadAt(body.offset + read_, std::as_writable_bytes(std::span(bytes, count)));
  } catch (const std::exception& error) {
    read_fault_ = error.what();
    return CURL_READFUNC_ABORT;
  }
  read_ += count;
  return count;
}

std::uint64_t Transfer::sent() const {
  curl_off_t bytes = 0;
  ::curl_easy_getinfo(handle_.get(), CURLINFO_SIZE_UPLOAD_T, &bytes);
  return static_cast<std::uint64_t>(bytes);
}

std::size_t Transfer::OnHeader(char* text, std::size_t size, std::size_t count, void* self) {
  try {
    return static_cast<Transfer*>(self)->AddHeader({text, size * count}) ? size * count : 0;
  } catch (const std::bad_alloc&) {
    return 0;  // exceptions must not pass through libcurl
  }
}

std::size_t Transfer::OnBody(char* bytes, std::size_t size, std::size_t count, void* self) {
  try {
    return static_cast<Transfer*>(self)->AddBody(bytes, size * count) ? size * count : 0;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

bool Transfer::AddHeader(std::string_view line) {
  answered_ = true;
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaders) return false;
  if (line.starts_with("HTTP/")) {  // the first line of a response: of a redirect, or the last one
    response_ = {};
    response_.headers.reserve(kUsualHeaders);
    long status = 0;
    ::curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.push_back({.name = LowerCase(Trimmed(line.substr(0, colon))),
                               .value = std::string(Trimmed(line.substr(colon + 1)))});
  return true;
}

bool Transfer::AddBody(const char* bytes, std::size_t size) {
  answered_ = true;
  received_ += size;
  if (options_.wants_bytes && options_.wants_bytes(response_)) {
    too_long_ =
        size > options_.max_bytes - std::min<std::uint64_t>(bytes_.size(), options_.max_bytes);
    if (too_long_) return false;
    const std::span<const std::byte> part = std::as_bytes(std::span(bytes, size));
    if (bytes_.empty()) {
      bytes_ = std::move(options_.buffer);
      bytes_.reserve(options_.max_bytes);
    }
    bytes_.insert(bytes_.end(), part.begin(), part.end());
    return true;
  }
  // A whole file, where a part was asked for, may be very long.
  unwanted_ = options_.wants_bytes && response_.status == 200;
  if (unwanted_) return false;
  response_.body.append(bytes, std::min(size, options_.max_text - response_.body.size()));
  return true;
}

std::string Transfer::Fault(CURLcode result) const {
  if (!read_fault_.empty()) return read_fault_;
  if (too_long_) return "there are more than the " + std::to_string(options_.max_bytes) + " bytes";
  if (result == CURLE_OK || unwanted_) return {};
  return error_[0] != '\0' ? error_.data() : ::curl_easy_strerror(result);
}

bool Transfer::MayPass(CURLcode result) {
  switch (result) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return false;
    default:
      return true;
  }
}

namespace {

// Calls a function while libcurl waits.
struct Watch {
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    Watch& watch = *static_cast<Watch*>(self);
    watch.thrown = ThrownBy(watch.on_wait);  // exceptions must not pass through libcurl
    return watch.thrown ? 1 : 0;
  }

  const std::function<void()>& on_wait;
  std::exception_ptr thrown = nullptr;
};

HttpResponse ExchangeWatched(const HttpRequest& request, std::chrono::milliseconds limit,
                             const std::function<void()>& on_wait) {
  Transfer transfer(request, {.certificates = CertificateFile(),
                              .connect_limit = limit,
                              .follow_redirects = false,
                              .max_text = kMaxExchanged});
  ::curl_easy_setopt(transfer.handle(), CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  Watch watch{.on_wait = on_wait};
  if (on_wait) {
    ::curl_easy_setopt(transfer.handle(), CURLOPT_XFERINFOFUNCTION, &Watch::OnProgress);
    ::curl_easy_setopt(transfer.handle(), CURLOPT_XFERINFODATA, static_cast<void*>(&watch));
    ::curl_easy_setopt(transfer.handle(), CURLOPT_NOPROGRESS, 0L);
  }
  const CURLcode result = ::curl_easy_perform(transfer.handle());
  if (watch.thrown) throw WaitStopped(watch.thrown);
  if (const std::string fault = transfer.Fault(result); !fault.empty()) {
    throw Error(ErrorCode::kIo, fault, {.file = request.url.substr(0, request.url.find('?'))});
  }
  return transfer.response();
}

}  // namespace

HttpResponse Exchange(const HttpRequest& request, std::chrono::milliseconds limit) {
  return ExchangeWatched(request, limit, {});
}

HttpExchange WatchedExchange(std::function<void()> on_wait) {
  return
      [on_wait = std::move(on_wait)](const HttpRequest& request, std::chrono::milliseconds limit) {
        return ExchangeWatched(request, limit, on_wait);
      };
}

}  // namespace imrec::remote
