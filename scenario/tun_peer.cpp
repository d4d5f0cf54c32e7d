#include "scenario/tun_peer.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "scenario/kernel_host.h"

namespace scenario {
namespace {

sockaddr_ll link_address(int interface) {
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = htons(ETH_P_IP);
  address.sll_ifindex = interface;
  return address;
}

}  // namespace

TunPeer::TunPeer(const runtime::Tun& device)
    : descriptor_(socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_IP))) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "packet socket");
  set_up_bare(device);
  interface_ = static_cast<int>(if_nametoindex(device.name().c_str()));
  const auto address = link_address(interface_);
  if (bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
    const int error = errno;
    close(descriptor_);
    throw std::system_error(error, std::generic_category(), "packet socket on " + device.name());
  }
}

TunPeer::~TunPeer() { close(descriptor_); }

void TunPeer::send(runtime::View datagram) {
  const auto address = link_address(interface_);
  while (sendto(descriptor_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0 &&
         errno == EINTR) {}
}

std::optional<runtime::View> TunPeer::receive() {
  ssize_t size = 0;
  do {
    size = recv(descriptor_, buffer_.data(), buffer_.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  return runtime::View(buffer_).first(static_cast<std::size_t>(size));
}

}  // namespace scenario
