"""A client of actornet.v1 that knows only the .proto files: foreign_client.py GENERATED_DIR HOST:PORT."""
import os
import sys

import grpc

sys.path.insert(0, sys.argv[1])
from actornet.v1 import lease_pb2, lease_service_pb2 as leases, pool_service_pb2 as pools  # noqa: E402

channel = grpc.insecure_channel(sys.argv[2])


def call(service, method, kind, request_type, response_type):
    return getattr(channel, kind)(
        f"/actornet.v1.{service}/{method}",
        request_serializer=request_type.SerializeToString,
        response_deserializer=response_type.FromString)


acquire = call("LeaseService", "AcquireLease", "unary_unary", leases.AcquireLeaseRequest, leases.AcquireLeaseResponse)
keep_alive = call("LeaseService", "KeepAlive", "stream_stream", leases.KeepAliveRequest, leases.KeepAliveResponse)
release = call("LeaseService", "ReleaseLease", "unary_unary", leases.ReleaseLeaseRequest, leases.ReleaseLeaseResponse)
watch = call("LeaseService", "WatchLeases", "unary_stream", leases.WatchLeasesRequest, leases.WatchLeasesResponse)
list_leases = call("LeaseService", "ListLeases", "unary_unary", leases.ListLeasesRequest, leases.ListLeasesResponse)
get_pool = call("PoolService", "GetPool", "unary_unary", pools.GetPoolRequest, pools.GetPoolResponse)

assert list(get_pool(pools.GetPoolRequest(), timeout=10).pool.cidrs) == ["10.244.0.0/16"]

events = watch(leases.WatchLeasesRequest(), timeout=30)
snapshot = next(events)
assert snapshot.snapshot.first and snapshot.snapshot.last and not snapshot.snapshot.leases, snapshot

instance = os.urandom(16)
request = leases.AcquireLeaseRequest(node_id="snake", instance=instance, request_id="first")
request.attributes.public_ipv4 = "10.77.0.9"
request.attributes.backend_type = lease_pb2.BACKEND_TYPE_HOST_GW
granted = acquire(request, timeout=10)
assert granted.lease.subnets[0].startswith("10.244.") and granted.lease.subnets[0].endswith(".0/24"), granted
assert granted.lease.epoch >= 1 and len(granted.token) == 16
assert acquire(request, timeout=10).lease.epoch == granted.lease.epoch

event = next(message for message in events if message.HasField("events")).events.events[0]
assert event.type == leases.LEASE_EVENT_TYPE_PUT and event.lease.node_id == "snake", event
assert event.lease.attributes.public_ipv4 == "10.77.0.9"

renewals = keep_alive(iter([
    leases.KeepAliveRequest(request_number=7, node_id="snake", instance=instance, epoch=granted.lease.epoch),
    leases.KeepAliveRequest(request_number=8, node_id="snake", instance=instance, epoch=granted.lease.epoch + 1),
]), timeout=10)
answers = {answer.request_number: answer for answer in renewals}
assert answers[7].renewal.time_to_live.seconds == 24 * 3600, answers
assert answers[8].error.code == grpc.StatusCode.FAILED_PRECONDITION.value[0], answers

try:
    acquire(leases.AcquireLeaseRequest(node_id="Snake!", instance=b"short"), timeout=10)
    raise SystemExit("bad input was accepted")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error

ended = release(leases.ReleaseLeaseRequest(node_id="snake", epoch=granted.lease.epoch, instance=instance), timeout=10)
assert ended.lease.state == lease_pb2.LEASE_STATE_QUARANTINED, ended
event = next(message for message in events if message.HasField("events")).events.events[0]
assert event.type == leases.LEASE_EVENT_TYPE_DELETE and event.lease.epoch == granted.lease.epoch, event
assert not list_leases(leases.ListLeasesRequest(), timeout=10).leases
events.cancel()
print("all as the contract says")
