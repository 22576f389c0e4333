// Marks what libimrec.so offers to programs.
#ifndef IMREC_EXPORT_H_
#define IMREC_EXPORT_H_

/// Before a class or function: programs that link libimrec.so can use it. imrec is compiled with
/// hidden visibility, so everything else stays inside the library.
#if defined(__GNUC__)
#define IMREC_EXPORT __attribute__((visibility("default")))
#else
#define IMREC_EXPORT
#endif

#endif  // IMREC_EXPORT_H_
