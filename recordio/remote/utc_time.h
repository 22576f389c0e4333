// Times as AWS writes them.
#ifndef IMREC_RECORDIO_REMOTE_UTC_TIME_H_
#define IMREC_RECORDIO_REMOTE_UTC_TIME_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace imrec::remote {

using TimePoint = std::chrono::system_clock::time_point;

/// Returns `20130524T000000Z`, the form of x-amz-date.
std::string FormatAmzDate(TimePoint time);

/// Parses `2013-05-24T00:00:00Z`, with or without a fraction of a second, and with Z or an offset
/// from UTC as +00:00. Returns nullopt if it is malformed. Times before 1970 or from 2200
/// on, as in credentials that never expire, are returned as the start of these years.
std::optional<TimePoint> ParseIsoTime(std::string_view text);

/// Parses `Fri, 24 May 2013 00:00:00 GMT`, the form of HTTP's Date header. Returns nullopt if it is
/// malformed. The years are limited as in ParseIsoTime().
std::optional<TimePoint> ParseHttpDate(std::string_view text);

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_UTC_TIME_H_
