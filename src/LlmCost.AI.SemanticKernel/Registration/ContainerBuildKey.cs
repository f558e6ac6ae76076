using System.Runtime.CompilerServices;

namespace LlmCost.AI;

/// <summary>
/// Represents a service key that detects when a container is built from the service collection that contains the key.
/// </summary>
/// <remarks>
/// A service collection has no event that signals a new registration or the build of a container. Containers and kernel builders
/// hash the keys of their services when they are built, before they read the factories of the services. Hashing at other times is
/// harmless, because <paramref name="onBuild"/> can be repeated.
/// </remarks>
/// <param name="onBuild">
/// A delegate that runs when a container is built, on any thread and any number of times. It must not throw.
/// </param>
internal sealed class ContainerBuildKey(Action onBuild)
{
    public override int GetHashCode()
    {
        onBuild();
        return RuntimeHelpers.GetHashCode(this);
    }

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);
}
