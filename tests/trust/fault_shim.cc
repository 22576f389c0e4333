// Preloaded (LD_PRELOAD) into a tool, makes one of its calls of the operating system fail, or
// records what it writes. Only calls on files below a folder count, and all allocations within
// main(). Environment variables:
//
//   IMREC_FAULT_FOLDER   the folder
//   IMREC_FAULT_CALL     open, read, pread, write, ftruncate, fsync, rename, unlink, mmap, close or
//                        new (operator new)
//   IMREC_FAULT_NUMBER   which of these calls fails, from 1; 0: none
//   IMREC_FAULT_KIND     how: EINTR, EIO, ENOSPC, EMFILE, ENOMEM, short (half of the bytes) or kill
//   IMREC_FAULT_REPORT   file to which the number of calls is written at the end
//   IMREC_FAULT_LOG      file to which all changes of files and folders are written (see Log())
//
// fsync() never waits for the disk.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

namespace {

// The C library's own function.
template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

enum class Kind { kNone, kError, kShort, kKill };

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What the environment asks for.
class Plan {
 public:
  Plan()
      : folder_(Variable("IMREC_FAULT_FOLDER")),
        call_(Variable("IMREC_FAULT_CALL")),
        number_(std::atol(Variable("IMREC_FAULT_NUMBER").c_str())),
        report_(Variable("IMREC_FAULT_REPORT")) {
    const std::string kind = Variable("IMREC_FAULT_KIND");
    if (kind == "short") kind_ = Kind::kShort;
    if (kind == "kill") kind_ = Kind::kKill;
    for (const auto& [name, code] :
         {std::pair("EINTR", EINTR), std::pair("EIO", EIO), std::pair("ENOSPC", ENOSPC),
          std::pair("EMFILE", EMFILE), std::pair("ENOMEM", ENOMEM)}) {
      if (kind == name) kind_ = Kind::kError, code_ = code;
    }
    const std::string log = Variable("IMREC_FAULT_LOG");
    if (!log.empty()) {
      log_ = Real<int(const char*, int, ...)>("open")(log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                                      0600);
    }
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan() {
    if (report_.empty()) return;
    if (FILE* file = std::fopen(report_.c_str(), "w")) {
      std::fprintf(file, "%ld\n", counted_.load());
      std::fclose(file);
    }
  }

  bool IsInside(std::string_view path) const {
    return !folder_.empty() && path.starts_with(folder_);
  }
  bool IsTracked(int file) const { return file >= 0 && file < kFiles && tracked_[Index(file)]; }
  void Track(int file, bool tracked) {
    if (file >= 0 && file < kFiles) tracked_[Index(file)] = tracked;
  }

  // Counts a call. Returns what happens to it; sets errno for an error.
  Kind Next(std::string_view call) {
    if (call != call_ || ++counted_ != number_) return Kind::kNone;
    if (kind_ == Kind::kKill) ::kill(::getpid(), SIGKILL);
    if (kind_ == Kind::kError) errno = code_;
    return kind_;
  }

  // Appends an entry: a line "WHAT FILE NUMBER SIZE", then SIZE bytes. FILE is the inode.
  void Log(char what, std::uint64_t file, long number, std::string_view bytes) const {
    if (log_ < 0) return;
    std::string entry = std::string(1, what) + ' ' + std::to_string(file) + ' ' +
                        std::to_string(number) + ' ' + std::to_string(bytes.size()) + '\n';
    entry += bytes;
    // One call, so that entries of several threads do not mix.
    if (Real<ssize_t(int, const void*, size_t)>("write")(log_, entry.data(), entry.size()) !=
        static_cast<ssize_t>(entry.size())) {
      std::abort();
    }
  }

 private:
  static constexpr int kFiles = 4096;
  static std::size_t Index(int file) { return static_cast<std::size_t>(file); }

  std::string folder_;
  std::string call_;
  long number_;
  std::string report_;
  Kind kind_ = Kind::kNone;
  int code_ = 0;
  int log_ = -1;
  std::atomic<long> counted_ = 0;
  std::array<std::atomic<bool>, kFiles> tracked_ = {};
};

Plan& ThePlan() {
  static Plan plan;
  return plan;
}

// A tool that opens no file writes its report as well.
__attribute__((constructor)) void MakePlan() { ThePlan(); }

std::uint64_t Inode(int file) {
  struct stat status = {};
  return ::fstat(file, &status) == 0 ? status.st_ino : 0;
}

std::string Absolute(const char* path) {
  if (path[0] == '/') return path;
  std::array<char, PATH_MAX> folder;
  if (::getcwd(folder.data(), folder.size()) == nullptr) return path;
  return folder.data() + ('/' + std::string(path));
}

std::string_view View(const void* bytes, std::size_t size) {
  return {static_cast<const char*>(bytes), size};
}

// Whether main() runs: what allocates before or after it cannot handle a failure.
std::atomic<bool> in_main = false;

// What the functions here allocate is not the program's.
thread_local int uncounted = 0;
struct Uncounted {
  Uncounted() { ++uncounted; }
  ~Uncounted() { --uncounted; }
  Uncounted(const Uncounted&) = delete;
  Uncounted& operator=(const Uncounted&) = delete;
};

// Memory for operator new, or null.
void* Allocate(std::size_t size, std::size_t alignment = 0) {
  const bool is_counted = in_main && uncounted == 0;
  if (is_counted && ThePlan().Next("new") == Kind::kError) return nullptr;
  size = std::max<std::size_t>(size, 1);
  if (alignment == 0) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* AllocateOrThrow(std::size_t size, std::size_t alignment = 0) {
  void* const memory = Allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

using Main = int(int, char**, char**);
Main* real_main = nullptr;

int CountedMain(int count, char** arguments, char** environment) {
  in_main = true;
  const int code = real_main(count, arguments, environment);
  in_main = false;
  return code;
}

}  // namespace

// The C++ library frees what these return with free().
// NOLINTBEGIN(misc-new-delete-overloads)
void* operator new(std::size_t size) { return AllocateOrThrow(size); }
void* operator new[](std::size_t size) { return AllocateOrThrow(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
// NOLINTEND(misc-new-delete-overloads)

extern "C" {

// The C library calls main() through it.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
int __libc_start_main(Main* program, int count, char** arguments, void (*init)(), void (*fini)(),
                      void (*loader_fini)(), void* stack_end) {
  real_main = program;
  return Real<decltype(__libc_start_main)>("__libc_start_main")(CountedMain, count, arguments, init,
                                                                fini, loader_fini, stack_end);
}

int open(const char* path, int flags, ...) {
  const Uncounted here;
  va_list arguments;
  va_start(arguments, flags);
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the analyser does not know va_start here
  const bool has_mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  const mode_t mode = has_mode ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  const auto real = Real<int(const char*, int, ...)>("open");
  const std::string absolute = Absolute(path);
  if (!ThePlan().IsInside(absolute)) return real(path, flags, mode);
  if (ThePlan().Next("open") == Kind::kError) return -1;
  const int file = real(path, flags, mode);
  ThePlan().Track(file, true);
  if (file >= 0 && (flags & O_CREAT) != 0) ThePlan().Log('C', Inode(file), 0, absolute);
  if (file >= 0 && (flags & O_TRUNC) != 0) ThePlan().Log('T', Inode(file), 0, {});
  return file;
}

int close(int file) {
  const bool tracked = ThePlan().IsTracked(file);
  ThePlan().Track(file, false);
  const int result = Real<int(int)>("close")(file);
  return tracked && ThePlan().Next("close") == Kind::kError ? -1 : result;
}

ssize_t read(int file, void* bytes, size_t size) {
  const Kind kind = ThePlan().IsTracked(file) ? ThePlan().Next("read") : Kind::kNone;
  if (kind == Kind::kError) return -1;
  if (kind == Kind::kShort && size > 1) size /= 2;
  return Real<ssize_t(int, void*, size_t)>("read")(file, bytes, size);
}

ssize_t pread(int file, void* bytes, size_t size, off_t offset) {
  const Kind kind = ThePlan().IsTracked(file) ? ThePlan().Next("pread") : Kind::kNone;
  if (kind == Kind::kError) return -1;
  if (kind == Kind::kShort && size > 1) size /= 2;
  return Real<ssize_t(int, void*, size_t, off_t)>("pread")(file, bytes, size, offset);
}

ssize_t write(int file, const void* bytes, size_t size) {
  const Uncounted here;
  const bool tracked = ThePlan().IsTracked(file);
  const Kind kind = tracked ? ThePlan().Next("write") : Kind::kNone;
  if (kind == Kind::kError) return -1;
  if (kind == Kind::kShort && size > 1) size /= 2;
  const off_t offset = tracked ? ::lseek(file, 0, SEEK_CUR) : 0;
  const ssize_t written = Real<ssize_t(int, const void*, size_t)>("write")(file, bytes, size);
  if (tracked && written > 0) {
    // With O_APPEND the position is known only now.
    const off_t end = ::lseek(file, 0, SEEK_CUR);
    ThePlan().Log('W', Inode(file), end < written ? offset : end - written,
                  View(bytes, static_cast<std::size_t>(written)));
  }
  return written;
}

int ftruncate(int file, off_t size) noexcept {
  const Uncounted here;
  if (!ThePlan().IsTracked(file)) return Real<int(int, off_t)>("ftruncate")(file, size);
  if (ThePlan().Next("ftruncate") == Kind::kError) return -1;
  const int result = Real<int(int, off_t)>("ftruncate")(file, size);
  if (result == 0) ThePlan().Log('T', Inode(file), size, {});
  return result;
}

int fsync(int file) {
  const Uncounted here;
  if (!ThePlan().IsTracked(file)) return 0;
  if (ThePlan().Next("fsync") == Kind::kError) return -1;
  ThePlan().Log('S', Inode(file), 0, {});
  return 0;
}

int rename(const char* from, const char* to) noexcept {
  const Uncounted here;
  const bool inside = ThePlan().IsInside(Absolute(to));
  if (inside && ThePlan().Next("rename") == Kind::kError) return -1;
  const int result = Real<int(const char*, const char*)>("rename")(from, to);
  if (inside && result == 0) ThePlan().Log('R', 0, 0, Absolute(from) + '\n' + Absolute(to));
  return result;
}

int mkdir(const char* path, mode_t mode) noexcept {
  const Uncounted here;
  const int result = Real<int(const char*, mode_t)>("mkdir")(path, mode);
  const std::string absolute = Absolute(path);
  if (result == 0 && ThePlan().IsInside(absolute)) {
    struct stat status = {};
    if (::stat(path, &status) == 0) ThePlan().Log('M', status.st_ino, 0, absolute);
  }
  return result;
}

int unlink(const char* path) noexcept {
  const Uncounted here;
  const bool inside = ThePlan().IsInside(Absolute(path));
  if (inside && ThePlan().Next("unlink") == Kind::kError) return -1;
  const int result = Real<int(const char*)>("unlink")(path);
  if (inside && result == 0) ThePlan().Log('U', 0, 0, Absolute(path));
  return result;
}

int rmdir(const char* path) noexcept {
  const Uncounted here;
  const int result = Real<int(const char*)>("rmdir")(path);
  if (result == 0 && ThePlan().IsInside(Absolute(path))) ThePlan().Log('U', 0, 0, Absolute(path));
  return result;
}

// std::filesystem::remove() calls it.
int remove(const char* path) noexcept {
  const Uncounted here;
  const bool inside = ThePlan().IsInside(Absolute(path));
  if (inside && ThePlan().Next("unlink") == Kind::kError) return -1;
  const int result = Real<int(const char*)>("remove")(path);
  if (inside && result == 0) ThePlan().Log('U', 0, 0, Absolute(path));
  return result;
}

void* mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) noexcept {
  if (ThePlan().IsTracked(file) && ThePlan().Next("mmap") == Kind::kError) return MAP_FAILED;
  return Real<void*(void*, size_t, int, int, int, off_t)>("mmap")(address, size, protection, flags,
                                                                  file, offset);
}

}  // extern "C"
