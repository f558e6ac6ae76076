using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>A service key that reports when a container is built from the services that it is registered with.</summary>
/// <remarks>
/// A service collection has no event for later registrations. Each container hashes the keys of its services when it is built,
/// before it reads how they are created, and so does a kernel builder. Other calls have no effect, because
/// <paramref name="onBuild"/> is repeatable.
/// </remarks>
/// <param name="onBuild">Runs when a container is built, on any thread and any number of times. Must not throw.</param>
internal sealed class ContainerBuildKey(Action onBuild)
{
    public override int GetHashCode()
    {
        onBuild();
        return RuntimeHelpers.GetHashCode(this);
    }

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);
}
