#include "tests/support/failpoints.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string_view>

namespace imrec::test {
namespace {

constexpr int kKilled = 137;

std::atomic<bool> armed = false;
std::atomic<std::size_t> counted = 0;
std::atomic<bool> full = false;
FailPoint chosen;

// The C library's own function.
template <typename Function>
Function* Real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// Calls that change no file.
bool IsCountedByNameOnly(std::string_view function) {
  return function == "pthread_create" || function == "pread" || function == "flock";
}

// True if this call is to fail, with errno set.
bool Fails(std::string_view function, bool takes_space) {
  if (!armed) return false;
  if (chosen.function.empty() ? IsCountedByNameOnly(function) : function != chosen.function) {
    return false;
  }
  const bool here = ++counted == chosen.call;
  if (here && chosen.fault == Fault::kKill) ::_exit(kKilled);
  if (here && chosen.fault == Fault::kFull) full = true;
  if (full && takes_space) {
    errno = ENOSPC;
    return true;
  }
  if (!here || chosen.fault != Fault::kError) return false;
  errno = chosen.error;
  return true;
}

// True if the chosen fault is that there are no locks, with `error` set.
bool WithoutLocks(int& error) {
  if (!armed || chosen.function != "flock") return false;
  ++counted;
  error = chosen.error;
  return true;
}

}  // namespace

ArmedFailPoint::ArmedFailPoint(FailPoint point) {
  chosen = std::move(point);
  counted = 0;
  full = false;
  armed = true;
}

ArmedFailPoint::~ArmedFailPoint() { armed = false; }

std::size_t ArmedFailPoint::calls() const { return counted; }

bool RunKilledAt(std::size_t call, const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    try {
      const ArmedFailPoint point({.call = call, .fault = Fault::kKill});
      body();
    } catch (const std::exception&) {
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) {
    throw std::runtime_error("the child process crashed");
  }
  return WEXITSTATUS(status) == kKilled;
}

}  // namespace imrec::test

// What the programs that are tested call.
extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the analyser does not know va_start here
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  // Only a new file takes space.
  if ((flags & O_CREAT) != 0 && imrec::test::Fails("open", ::access(path, F_OK) != 0)) return -1;
  return imrec::test::Real<int(const char*, int, ...)>("open")(path, flags, mode);
}

ssize_t write(int file, const void* bytes, size_t size) {
  if (file > 2 && imrec::test::Fails("write", true)) return -1;
  return imrec::test::Real<ssize_t(int, const void*, size_t)>("write")(file, bytes, size);
}

ssize_t pread(int file, void* bytes, size_t size, off_t offset) {
  if (imrec::test::Fails("pread", false)) return -1;
  return imrec::test::Real<ssize_t(int, void*, size_t, off_t)>("pread")(file, bytes, size, offset);
}

int ftruncate(int file, off_t size) noexcept {
  if (imrec::test::Fails("ftruncate", false)) return -1;
  return imrec::test::Real<int(int, off_t)>("ftruncate")(file, size);
}

int fsync(int) { return imrec::test::Fails("fsync", true) ? -1 : 0; }

int rename(const char* from, const char* to) noexcept {
  if (imrec::test::Fails("rename", false)) return -1;
  return imrec::test::Real<int(const char*, const char*)>("rename")(from, to);
}

int unlink(const char* path) noexcept {
  if (imrec::test::Fails("unlink", false)) return -1;
  return imrec::test::Real<int(const char*)>("unlink")(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (imrec::test::Fails("mkdir", ::access(path, F_OK) != 0)) return -1;
  return imrec::test::Real<int(const char*, mode_t)>("mkdir")(path, mode);
}

int rmdir(const char* path) noexcept {
  if (imrec::test::Fails("rmdir", false)) return -1;
  return imrec::test::Real<int(const char*)>("rmdir")(path);
}

// Fails always, not only at one call, as on a file system without locks.
int flock(int file, int operation) noexcept {
  if (imrec::test::WithoutLocks(errno)) return -1;
  return imrec::test::Real<int(int, int)>("flock")(file, operation);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  if (imrec::test::Fails("pthread_create", false)) return EAGAIN;
  return imrec::test::Real<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>(
      "pthread_create")(thread, attributes, start, argument);
}

}  // extern "C"
