#include "runtime/pcap.h"

#include <pcap/pcap.h>

#include <stdexcept>

namespace runtime {
namespace {
constexpr int SnapshotLength = 65535;
}

void Capture::Close::operator()(pcap* handle) const { pcap_close(handle); }
void Capture::Close::operator()(pcap_dumper* file) const { pcap_dump_close(file); }

Capture::Capture(const std::string& path) : handle_(pcap_open_dead(DLT_RAW, SnapshotLength)) {
  if (!handle_) throw std::runtime_error("pcap_open_dead failed");
  file_.reset(pcap_dump_open(handle_.get(), path.c_str()));
  if (!file_) throw std::runtime_error(pcap_geterr(handle_.get()));
}

void Capture::record(View datagram, Time at) {
  pcap_pkthdr header{};
  header.ts.tv_sec = static_cast<time_t>(at.count() / 1'000'000);
  header.ts.tv_usec = static_cast<suseconds_t>(at.count() % 1'000'000);
  header.caplen = header.len = static_cast<bpf_u_int32>(datagram.size());
  pcap_dump(reinterpret_cast<u_char*>(file_.get()), &header, datagram.data());
}

void Capture::flush() {
  if (pcap_dump_flush(file_.get()) != 0) throw std::runtime_error("a capture file takes no more");
}

}  // namespace runtime
